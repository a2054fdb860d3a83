"""The pages. Everything numeric lives in ood_core; nothing on the page path imports torch."""
