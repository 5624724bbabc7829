/** Many changes in one turn of the event loop, one reaction after it. */
export function onceATurn(react: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      react();
    });
  };
}
