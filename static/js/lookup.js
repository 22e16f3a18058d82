/* A field that suggests: <input role="combobox" aria-controls="LIST" data-lookup-url="/find/">. The address answers q=
	 with <li role="option"> rows. It searches while an input method composes, so lmh finds 林美華 without leaving it.
	 Without JavaScript, or without a choice, what was typed is the answer. */
(() => {
	"use strict";
	const state = new WeakMap();
	const is = (el) => el instanceof Element && el.matches("[data-lookup-url]");
	const of = (input) => {
		if (!state.has(input)) state.set(input, { list: document.getElementById(input.getAttribute("aria-controls")), at: 0, seen: null });
		return state.get(input);
	};
	const options = (s) => [...s.list.querySelectorAll("[role=option]")];
	const mark = (input, s, at) => {
		const rows = options(s);
		s.at = rows.length ? (at + rows.length) % rows.length : 0;
		rows.forEach((row, n) => {
			row.id = `${s.list.id}-${n}`;
			row.setAttribute("aria-selected", n === s.at);
		});
		input.setAttribute("aria-activedescendant", rows.length ? rows[s.at].id : "");
	};
	const show = (input, s, open) => {
		s.list.hidden = !open;
		input.setAttribute("aria-expanded", open);
	};
	const isOpen = (input) => input.getAttribute("aria-expanded") === "true";

	const search = (input, text) => {
		const s = of(input);
		const q = text.replace(/['’]/g, "").trim();
		if (q === s.seen) return s.pending;
		s.seen = q;
		s.stop?.abort();
		clearTimeout(s.timer);
		keep(input, "");
		if (!q) return show(input, s, false);
		s.stop = new AbortController();
		s.pending = new Promise((done) => (s.timer = setTimeout(done, 60)))
			.then(() => {
				const url = new URL(input.dataset.lookupUrl, location.href);
				url.searchParams.set("q", q);
				return fetch(url, { signal: s.stop.signal, headers: { "HX-Request": "true" } });
			})
			.then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer)))
			.then((html) => {
				if (s.seen !== q) return;
				s.list.innerHTML = html;
				show(input, s, options(s).length > 0);
				mark(input, s, 0);
			})
			.catch((e) => e.name !== "AbortError" && dispatchEvent(new Event("lookup:failed")))
			.finally(() => s.seen === q && (s.pending = null));
		return s.pending;
	};

	const keep = (input, value) => {
		const field = document.getElementById(input.dataset.lookupValue);
		if (field) field.value = value;
	};
	const choose = (input, row) => {
		if (!row) return;
		const s = of(input);
		show(input, s, false);
		if (row.dataset.url) return location.assign(row.dataset.url);
		if (row.dataset.label !== undefined) input.value = row.dataset.label;
		s.seen = input.value.trim();
		keep(input, row.dataset.value || "");
		const into = document.getElementById(input.dataset.lookupInto);
		const card = row.querySelector("template");
		if (into && card) {
			into.replaceChildren(card.content.cloneNode(true));
			into.hidden = false;
			input.hidden = true;
		}
		input.dispatchEvent(new CustomEvent("lookup:chosen", { bubbles: true, detail: row }));
	};

	document.addEventListener("input", (e) => is(e.target) && !e.isComposing && search(e.target, e.target.value));
	document.addEventListener("compositionupdate", (e) => is(e.target) && e.data && search(e.target, e.data));
	document.addEventListener("compositionend", (e) => is(e.target) && search(e.target, e.target.value));
	document.addEventListener("focusout", (e) => is(e.target) && setTimeout(show, 150, e.target, of(e.target), false));
	document.addEventListener("mousedown", (e) => e.target.closest?.("[role=listbox] [role=option]") && e.preventDefault());
	document.addEventListener("click", (e) => {
		const row = e.target.closest("[role=listbox] [role=option]");
		if (row) choose(document.querySelector(`[aria-controls="${row.closest("[role=listbox]").id}"]`), row);
		const again = e.target.closest("[data-unpick]");
		if (!again) return;
		const input = document.getElementById(again.dataset.unpick);
		document.getElementById(input.dataset.lookupInto).hidden = true;
		input.hidden = false;
		input.value = "";
		keep(input, "");
		input.focus();
	});

	window.addEventListener("keydown", (e) => {
		const input = e.target;
		if (!is(input) || e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey) return;
		const s = of(input);
		const stop = () => (e.preventDefault(), e.stopPropagation());
		if (isOpen(input) && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
			stop();
			mark(input, s, s.at + (e.key === "ArrowDown" ? 1 : -1));
		} else if (isOpen(input) && e.key === "Escape" && !input.closest("dialog")) {
			stop();
			show(input, s, false);
		} else if (e.key === "Enter" && s.pending && !e.shiftKey) {
			stop(); /* typed faster than the answer came: wait for it, then choose or go on */
			s.pending.then(() => (isOpen(input) ? choose(input, options(s)[s.at]) : input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }))));
		} else if (isOpen(input) && (e.key === "Enter" || e.key === "Tab") && !e.shiftKey) {
			stop();
			choose(input, options(s)[s.at]);
		}
	}, true);
})();
