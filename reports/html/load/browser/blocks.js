/** The text of a block of data in the page; compressed ones are unpacked by the browser itself. */
export async function readBlock(id) {
  const element = document.getElementById(id);
  if (element.dataset.encoding === undefined) return element.textContent;
  const bytes = Uint8Array.from(atob(element.textContent), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).text();
}

/** Hands the block over as a file, in the form in which the suite writes it. Nothing leaves the page. */
export async function download(id, fileName) {
  const text = `${JSON.stringify(JSON.parse(await readBlock(id)), null, 2)}\n`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
