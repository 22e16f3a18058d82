/* Enter in the password box signs; in every other box of the sheet it keeps what is typed. */
(() => {
	"use strict";
	for (const box of document.querySelectorAll('form input[type="password"]')) {
		box.addEventListener("keydown", (e) => {
			const sign = box.form.querySelector('button[value="sign"]');
			if (e.key !== "Enter" || e.isComposing || !sign) return;
			e.preventDefault();
			box.form.requestSubmit(sign);
		});
	}
})();
