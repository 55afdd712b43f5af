// Runs inside a copy of a page: takes everything that can be downloaded.

for (const link of document.querySelectorAll("a[download]"))
    link.click();
