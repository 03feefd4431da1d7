// Runs before anything is shown: hides what is meant for browsers without scripts.
document.documentElement.classList.add("js");
