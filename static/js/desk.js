/* What the slip of a visit does beyond any other slip: what is still open for a home, the usual department of a
	 category, and a draft kept on the server while somebody types. Nothing stays in the browser. */
(() => {
	"use strict";
	const slip = document.querySelector("[data-slip]");
	if (!slip) return;
	const known = document.querySelector("[data-known]");
	const look = () => {
		const url = new URL(known.dataset.known, location.href);
		url.searchParams.set("household", slip.elements.household.value);
		return fetch(url, { headers: { "HX-Request": "true" } })
			.then((answer) => (answer.ok && !answer.redirected ? answer.text() : ""))
			.then((html) => (known.innerHTML = html));
	};
	slip.addEventListener("lookup:chosen", (e) => e.target.name === "who" && look().catch(() => {}));
	slip.addEventListener("click", (e) => e.target.closest("[data-unpick]") && known.replaceChildren());

	let chosen = !!slip.querySelector("[name=outcome]:checked:not([value=answer])");
	let sent = !!slip.querySelector("[name=department]:checked");
	slip.addEventListener("change", ({ target }) => {
		if (target.name === "outcome") chosen = true;
		if (target.name === "department") sent = true;
		if (target.name === "due_date" || target.name === "due_time") slip.elements.due_at.value = "own";
		if (target.name !== "category" || !target.checked) return;
		if (!sent) slip.elements.department.value = target.dataset.department;
		if (!chosen) slip.elements.outcome.value = target.dataset.fees === undefined ? "answer" : "introduce";
	});
	if (!sent) {
		const now = slip.querySelector("[name=category]:checked");
		if (now) slip.elements.department.value = now.dataset.department;
	}

	/* What is seldom needed comes when it is asked for; without script the link leads to the whole page. */
	slip.querySelector("[data-more]")?.addEventListener("click", (e) => {
		e.preventDefault();
		const link = e.currentTarget;
		fetch(link.href)
			.then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer)))
			.then((html) => {
				const fold = new DOMParser().parseFromString(html, "text/html").querySelector(".fold");
				fold.open = true;
				link.replaceWith(document.adoptNode(fold));
				fold.querySelector("input,select").focus();
			})
			.catch(() => location.assign(link.href));
	});

	/* The draft: 800 ms after the last key. Signed out meanwhile: say so, and keep the words on the screen. */
	const note = slip.querySelector("[data-draft]");
	const words = document.querySelector("[data-draft-url]")?.dataset;
	if (!words) return;
	let timer, signedOut;
	const keep = () => {
		clearTimeout(timer);
		timer = null;
		const slot = slip.elements.draft;
		slot.value ||= crypto.getRandomValues(new Uint8Array(16)).reduce((hex, byte) => hex + byte.toString(16).padStart(2, "0"), "");
		return fetch(words.draftUrl, { method: "POST", body: new FormData(slip), redirect: "manual", keepalive: true })
			.then((answer) => {
				signedOut = answer.type === "opaqueredirect" || answer.status === 403;
				if (signedOut) note.textContent = words.signedOut;
				else if (answer.ok) note.textContent = `${words.kept} ${new Date().toTimeString().slice(0, 8)}`;
			})
			.catch(() => dispatchEvent(new Event("lookup:failed")));
	};
	slip.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(keep, 800);
	});
	addEventListener("pagehide", () => timer && keep());
	slip.addEventListener("submit", (e) => {
		clearTimeout(timer);
		timer = null;
		if (!signedOut) return;
		e.preventDefault();
		e.stopImmediatePropagation();
		delete slip.dataset.busy;
		slip.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
		/* Signed in again in another window? Then that window's token is the good one. */
		fetch(slip.action)
			.then((answer) => (answer.redirected ? Promise.reject(answer) : answer.text()))
			.then((html) => {
				const field = new DOMParser().parseFromString(html, "text/html").querySelector("[data-slip] [name=csrfmiddlewaretoken]");
				slip.elements.csrfmiddlewaretoken.value = field.value;
				signedOut = false;
				slip.requestSubmit();
			})
			.catch(() => open(words.signIn, "_blank", "noopener"));
	}, true);
})();
