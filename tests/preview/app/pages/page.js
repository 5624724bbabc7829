document.documentElement.dataset.bridge = typeof window.api;
