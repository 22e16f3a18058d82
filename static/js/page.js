/* What every page does: dialogs, quiet settings, one submit at a time, passing messages, the bell, the clock on the ruler. */
(() => {
	"use strict";
	const root = document.documentElement;
	const all = (selector, within = document) => [...within.querySelectorAll(selector)];

	document.addEventListener("click", (e) => {
		const el = e.target.closest("[data-open],[data-close],[data-dismiss],[data-reveal],[data-print]");
		if (!el) return;
		const { open, close, dismiss, reveal } = el.dataset;
		const dialog = open && document.getElementById(open);
		if (open && !dialog) return;
		e.preventDefault();
		if (dialog) {
			if (!dialog.open) dialog.showModal();
			dialog.querySelector("input")?.select();
		} else if (close !== undefined) el.closest("dialog").close();
		else if (dismiss !== undefined) el.closest(dismiss || ".toast").remove();
		else if (reveal) {
			const field = document.getElementById(reveal);
			field.type = field.type === "password" ? "text" : "password";
			el.setAttribute("aria-pressed", field.type === "text");
		} else print();
	});

	document.addEventListener("change", (e) => {
		if (e.target.closest("[data-autosubmit]")) e.target.form.requestSubmit();
	});

	/* One submit at a time, for plain posts and htmx alike. */
	const free = (form) => {
		delete form.dataset.busy;
		all("[aria-busy]", form).forEach((b) => b.removeAttribute("aria-busy"));
	};
	addEventListener(
		"submit",
		(e) => {
			const form = e.target;
			if (form.method !== "post") return;
			if (form.matches("[data-quiet]") || e.submitter?.matches("[data-quiet]")) return quietly(e, form);
			if (form.dataset.busy) {
				e.preventDefault();
				return e.stopImmediatePropagation();
			}
			form.dataset.busy = "1";
			(e.submitter || form.querySelector("[type=submit]"))?.setAttribute("aria-busy", "true");
			setTimeout(free, 15000, form);
		},
		true,
	);
	addEventListener("pageshow", () => all("[data-busy]").forEach(free));
	addEventListener("htmx:afterRequest", (e) => e.target.matches?.("form") && free(e.target));

	/* Settings show at once and are kept on the person in the background. */
	const quietly = (e, form) => {
		e.preventDefault();
		fetch(form.action, { method: "POST", body: new FormData(form, e.submitter), redirect: "manual" }).catch(offline);
		const { name, value } = e.submitter || form.querySelector("[type=checkbox]");
		if (name === "theme") {
			root.dataset.theme = value;
			all("[name=theme]").forEach((b) => (b.value = value === "dark" ? "light" : "dark"));
		} else document.body.dataset.keys = form.querySelector(":checked") ? "" : "off";
	};

	/* Messages pass after nine seconds, unless they are bad news or somebody is reading them. */
	const wake = (within) =>
		all(".toast:not(.is-bad)", within).forEach((toast) => {
			let timer;
			const start = () => (timer = setTimeout(() => toast.remove(), 9000));
			toast.onmouseenter = toast.onfocusin = () => clearTimeout(timer);
			toast.onmouseleave = start;
			start();
		});
	wake(document);
	addEventListener("htmx:oobAfterSwap", (e) => wake(e.target));

	const banner = document.getElementById("offline");
	const offline = () => banner && (banner.hidden = false);
	const online = () => banner && (banner.hidden = true);
	["offline", "htmx:sendError", "lookup:failed"].forEach((name) => addEventListener(name, offline));
	["online", "htmx:afterOnLoad"].forEach((name) => addEventListener(name, online));

	/* The bell is looked at each minute while somebody sees the page, until nobody is signed in any more. */
	const bell = document.querySelector(".bell");
	const ring = async () => {
		if (document.hidden) return;
		const answer = await fetch(`${bell.pathname}bell/`, { redirect: "manual" }).catch(offline);
		if (answer?.type === "opaqueredirect") clearInterval(ringing);
		if (!answer?.ok) return;
		online();
		const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".bell");
		if (!drawn) return;
		bell.className = drawn.className;
		bell.replaceChildren(...drawn.childNodes);
	};
	const ringing = bell && setInterval(ring, 60000);

	/* The ruler goes on: minutes since it was drawn move the line, the clock and what is left. */
	const ruler = document.querySelector(".ruler");
	const minute = () => Math.floor(Date.now() / 60000);
	const drawn = minute();
	const moving = (el, by, pad) => {
		const text = el.textContent;
		return (gone) =>
			(el.textContent = text.replace(/(\d+):(\d\d)/, (_, h, m) => {
				const total = Math.max(0, +h * 60 + +m + by * gone);
				return `${String(Math.floor(total / 60) % 24).padStart(pad, "0")}:${String(total % 60).padStart(2, "0")}`;
			}));
	};
	if (ruler) {
		const clock = ruler.querySelector("[data-clock]");
		const at = +clock.parentElement.className.match(/at-(\d+)/)[1];
		const hands = [moving(clock, 1, 2), moving(ruler.querySelector("[data-left]"), -1, 1)];
		setInterval(() => {
			const gone = minute() - drawn;
			hands.forEach((hand) => hand(gone));
			const place = Math.min(100, Math.round(at + (gone * 100) / (+ruler.dataset.minutes || 600)));
			all(".now,.ruler-past", ruler).forEach((el) => (el.className = el.className.replace(/at-\d+/, `at-${place}`)));
		}, 5000);
	}
})();
