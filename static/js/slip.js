/* The slip: Enter goes to the next row, digits pick, the spoken line follows. Panels open by CSS alone. */
(() => {
	"use strict";
	const FIELDS = "input:not([type=hidden]),textarea,select";
	const spoken = document.querySelector("[data-say]:not(input)");
	const greeting = spoken?.textContent;
	const say = (text) => spoken && (spoken.textContent = text || greeting);

	const rows = (slip) => [...slip.querySelectorAll(".f")].filter((row) => row.offsetParent);
	const enter = (row) => {
		if (!row) return; /* a form of one button has no rows */
		const el = row.querySelector("input:checked") || [...row.querySelectorAll(FIELDS)].find((f) => f.offsetParent);
		el ? el.focus() : row.querySelector("button,a")?.focus();
	};
	const next = (row, known = {}) => {
		const slip = row.closest("[data-slip]");
		const order = rows(slip);
		const choice = (r) => r.querySelector("[type=radio]")?.name;
		const following = order.slice(order.indexOf(row) + 1).find((r) => !(choice(r) in known));
		following ? enter(following) : slip.requestSubmit(slip.querySelector("[type=submit]:not([formaction],[name])"));
	};
	const fill = (slip, values) => {
		for (const [name, value] of Object.entries(values)) {
			const field = slip.elements[name];
			if (!field) continue;
			field.value = value;
			(field.length ? slip.querySelector(`[name="${name}"]:checked`) : field)?.dispatchEvent(new Event("change", { bubbles: true }));
		}
	};

	document.addEventListener("keydown", (e) => {
		const row = e.target.closest?.("[data-slip] .f");
		if (!row || e.isComposing || e.keyCode === 229 || e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
		if (e.target.type === "radio" && /^[0-9]$/.test(e.key)) {
			const named = `[name="${e.target.name}"]`; /* an option may carry a figure of its own: five is five */
			const choice = row.querySelector(`${named}[data-digit]`) ? row.querySelector(`${named}[data-digit="${e.key}"]`) : row.querySelectorAll(named)[(+e.key || 10) - 1];
			if (!choice) return;
			e.preventDefault();
			choice.checked = true;
			choice.dispatchEvent(new Event("change", { bubbles: true }));
			next(row);
		} else if (e.key === "Enter" && !e.shiftKey && e.target.matches(FIELDS)) {
			e.preventDefault();
			next(row);
		}
	}, true);

	document.addEventListener("change", (e) => {
		if (e.target.type === "radio" && e.target.closest("[data-says]")) say(e.target.dataset.say);
	});
	document.addEventListener("lookup:chosen", (e) => {
		const row = e.target.closest("[data-slip] .f");
		const { fill: values, say: words } = e.detail.dataset;
		if (words) say(words);
		if (!row) return;
		const known = values && JSON.parse(values);
		if (known) fill(row.closest("form"), known);
		next(row, known);
	});
	document.addEventListener("click", (e) => {
		const button = e.target.closest("[data-slip] [data-fill]:not([role=option])");
		if (button) {
			e.preventDefault();
			const known = JSON.parse(button.dataset.fill);
			fill(button.closest("form"), known);
			const row = button.closest(".f");
			if (row) next(row, known);
		}
		const sheet = e.target.closest("[data-sheet],[data-sheet-close]");
		const slip = sheet && document.querySelector(".slip.sheet");
		if (!slip) return;
		e.preventDefault();
		slip.classList.toggle("is-sheet", sheet.dataset.sheet !== undefined);
		if (sheet.dataset.sheet !== undefined) enter(rows(slip)[0]);
		else if (location.hash) location.hash = "";
	});

	/* How long such a matter really takes: asked once it is about to be promised, for what is chosen then. */
	const pace = document.querySelector("[data-pace]");
	let asked;
	const ask = () => {
		if (!pace.closest(".hint").offsetParent) return;
		const url = new URL(pace.href);
		for (const name of ["category", "department"]) {
			const chosen = pace.closest("form").elements[name]?.value;
			if (chosen) url.searchParams.set(name, chosen);
		}
		if (asked === url.href) return;
		asked = url.href;
		fetch(url, { headers: { "HX-Request": "true" } })
			.then((answer) => (answer.ok && !answer.redirected ? answer.text() : ""))
			.then((html) => url.href === asked && (pace.nextElementSibling.innerHTML = html))
			.catch(() => (asked = null));
	};
	if (pace) {
		pace.closest("form").addEventListener("change", ask);
		ask();
	}

	const first = document.querySelector("[data-slip]");
	if (first && innerWidth > 760 && !document.querySelector("[autofocus]") && !location.hash) enter(rows(first)[0]);
})();
