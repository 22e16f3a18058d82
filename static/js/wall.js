/* The wall: an answer that is no picture leaves the old one, and a picture older than a minute says so. */
(() => {
	"use strict";
	const STALE = 60_000;
	const bar = document.getElementById("stale");
	let fresh = Date.now();

	document.addEventListener("htmx:beforeSwap", (e) => {
		if (e.detail.xhr.status !== 200 || !e.detail.serverResponse.includes('id="wall-in"')) e.detail.shouldSwap = false;
		else fresh = Date.now();
	});
	setInterval(() => {
		const old = Date.now() - fresh > STALE;
		bar.hidden = !old;
		if (old) bar.textContent = `${bar.dataset.say} ${document.getElementById("wall-in").dataset.at}`;
	}, 1000);
})();
