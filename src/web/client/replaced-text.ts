/** Keeps a page's text current where something else replaces its text nodes, as browsers' translators do. */
import { options } from 'preact';

/** What is shown in place of a text. */
interface Replacement {
  node: ChildNode;
  /** The text as the page has rendered it. */
  text: string;
}

/**
 * Preact goes on writing to the text nodes that it has made, so a replaced one would show its last text for ever. Each
 * replaced text node therefore goes back, empty, to the place just before its replacement. Once the page changes it,
 * the replacement goes, and the translator finds a new text to translate.
 * @param root where the page is rendered; already hydrated.
 */
export function keepTextCurrent(root: Element): void {
  const replacements = new Map<Text, Replacement>();
  const observer = new MutationObserver(onChangedByOthers);
  observer.observe(root, { childList: true, characterData: true, subtree: true });

  options.debounceRendering = (render) =>
    queueMicrotask(() => {
      onChangedByOthers(observer.takeRecords());
      render();
      onRendered(new Set(observer.takeRecords().map(({ target }) => target)));
      observer.takeRecords();
    });

  /** @param changed whose children or text the page has changed. */
  function onRendered(changed: Set<Node>): void {
    for (const [text, { node }] of replacements)
      if (!text.isConnected || changed.has(text)) {
        node.remove();
        replacements.delete(text);
      } else if (text.nextSibling !== node) text.after(node);
  }

  function onChangedByOthers(records: MutationRecord[]): void {
    const added = new Set(records.flatMap(({ addedNodes }) => [...addedNodes]));
    for (const record of records)
      for (const removed of record.removedNodes) {
        const instead = [...record.addedNodes, record.previousSibling, record.nextSibling].find(
          (node): node is ChildNode =>
            node !== null && node !== removed && added.has(node) && node.isConnected,
        );
        onRemovedByOthers(removed, instead);
      }
    observer.takeRecords();
  }

  function onRemovedByOthers(removed: Node, instead: ChildNode | undefined): void {
    const replacement = removed instanceof Text ? replacements.get(removed) : undefined;
    if (removed instanceof Text && replacement) {
      if (removed.isConnected) return;
      if (replacement.node.isConnected) replacement.node.before(removed);
      else replacements.delete(removed);
    } else if (removed instanceof Text && instead) putBack(removed, instead);
    for (const [text, { node }] of replacements)
      if (node === removed && !node.isConnected) replaceAgain(text, instead);
  }

  function putBack(text: Text, node: ChildNode): void {
    // Where it was wrapped and not replaced, a copy stays in the wrapper.
    if (text.isConnected && !node.contains(text)) return;
    if (text.isConnected) text.replaceWith(text.cloneNode());
    replacements.set(text, { node, text: text.data });
    text.data = '';
    node.before(text);
  }

  /** The replacement is gone: there is another one, or the original is shown again. */
  function replaceAgain(text: Text, node: ChildNode | undefined): void {
    const before = replacements.get(text);
    if (!before) return;
    if (node && node !== text) {
      before.node = node;
      return;
    }
    text.data = before.text;
    replacements.delete(text);
  }
}
