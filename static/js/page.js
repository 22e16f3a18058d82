/* What every page does: dialogs, quiet settings, one submit at a time, passing messages, the clock on the ruler. */
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
			if (form.matches("[data-quiet]")) return quietly(e, form);
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
	addEventListener("pageshow", () => all("form[data-busy]").forEach(free));
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

	/* The ruler goes on: minutes since it was drawn move the line, the clock and what is left. */
	const minute = () => Math.floor(Date.now() / 60000);
	const two = (n) => String(n).padStart(2, "0");
	const shift = (text, by) =>
		text.replace(/(\d+):(\d\d)/, (_, h, m) => {
			const total = Math.max(0, +h * 60 + +m + by);
			return `${by < 0 ? Math.floor(total / 60) : two(Math.floor(total / 60) % 24)}:${two(total % 60)}`;
		});
	const tick = (ruler, drawn, clock, left, at) => {
		const gone = minute() - drawn;
		const now = ruler.querySelector("[data-clock]");
		const rest = ruler.querySelector("[data-left]");
		now.textContent = shift(clock, gone);
		if (gone) rest.textContent = shift(left, -gone);
		const place = Math.min(100, Math.round(at + (gone * 100) / (+ruler.dataset.minutes || 600)));
		all(".now,.ruler-past", ruler).forEach((el) => (el.className = el.className.replace(/at-\d+/, `at-${place}`)));
	};
	const watch = () => {
		const ruler = document.querySelector(".ruler:not([data-watched])");
		if (!ruler) return;
		ruler.dataset.watched = "";
		const clock = ruler.querySelector("[data-clock]");
		const at = +clock.parentElement.className.match(/at-(\d+)/)[1];
		const state = [ruler, minute(), clock.textContent, ruler.querySelector("[data-left]").textContent, at];
		const timer = setInterval(() => (ruler.isConnected ? tick(...state) : clearInterval(timer)), 5000);
	};
	watch();
	addEventListener("htmx:load", watch);
})();
