/* Keys stand beside what they press: data-key="n", "g l", "F8", "1". The first match is focused (a field) or clicked.
	 Single keys are dead inside fields and while the person has switched them off (body data-keys="off"). */
(() => {
	"use strict";
	const modal = () => document.querySelector("dialog[open]");
	const typing = (el) =>
		el.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(radio|checkbox)$/.test(el.type));
	let prefix = "";

	const press = (e, key) => {
		const row = e.target.closest?.("[data-rows] > *");
		const named = `[data-key="${CSS.escape(key)}"]`;
		const el = row?.querySelector(named) || document.querySelector(named);
		if (!el) return false;
		e.preventDefault();
		typing(el) ? el.focus() : el.click();
		return true;
	};

	const step = (e, by) => {
		const links = [...document.querySelectorAll("[data-rows] > *")].map((row) => row.querySelector("a")).filter((a) => a?.checkVisibility());
		if (!links.length) return;
		const here = links.findIndex((a) => a.parentElement.closest("[data-rows] > *").contains(document.activeElement));
		e.preventDefault();
		links[here < 0 ? 0 : Math.max(0, Math.min(links.length - 1, here + by))].focus();
	};

	document.addEventListener("keydown", (e) => {
		if (e.isComposing || e.keyCode === 229 || e.defaultPrevented) return;
		const ctrl = e.ctrlKey || e.metaKey;
		if (ctrl && e.key.toLowerCase() === "k") return press(e, "/");
		if (ctrl && e.key === "Enter") {
			const form = e.target.form;
			if (form?.method === "post") {
				e.preventDefault();
				form.requestSubmit(form.querySelector("[type=submit]:not([formaction],[name])"));
			}
			return;
		}
		if (ctrl || e.altKey) return;
		if (/^F\d/.test(e.key)) return press(e, e.key);
		if (typing(e.target)) {
			if (e.key === "Escape" && !modal()) e.target.blur();
			return;
		}
		if (modal() || document.body.dataset.keys === "off" || e.key.length > 1) return;
		const key = e.key.toLowerCase();
		if (press(e, prefix + key)) return (prefix = "");
		prefix = "";
		if (key === "j" || key === "k") return step(e, key === "j" ? 1 : -1);
		if (key === "g") {
			prefix = "g ";
			setTimeout(() => (prefix = ""), 1200);
		}
	});
})();
