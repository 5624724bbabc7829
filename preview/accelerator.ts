/**
 * Electron's accelerators ("CmdOrCtrl+,") as canonical chords ("ctrl+,"), the form in which a page reports the keys that
 * were pressed. Pure; both ends use it.
 */

const modifierNames: Record<string, 'ctrl' | 'alt' | 'shift' | 'meta'> = {
  control: 'ctrl',
  ctrl: 'ctrl',
  alt: 'alt',
  option: 'alt',
  shift: 'shift',
  super: 'meta',
  meta: 'meta',
  command: 'meta',
  cmd: 'meta',
};

/** Names that Electron and the DOM spell differently, lower case. */
const keyNames: Record<string, string> = {
  plus: '+',
  space: ' ',
  esc: 'escape',
  return: 'enter',
  up: 'arrowup',
  down: 'arrowdown',
  left: 'arrowleft',
  right: 'arrowright',
};

interface Modifiers {
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  meta: boolean;
}

/** Canonical chord, or null when the text is no accelerator. CmdOrCtrl is Command on macOS, Control elsewhere. */
export function chordOf(accelerator: string, isMac: boolean): string | null {
  const modifiers: Modifiers = { ctrl: false, alt: false, shift: false, meta: false };
  // "Ctrl++" ends in an empty part after the plus that is the key itself.
  const parts = accelerator.endsWith('++') ? [...accelerator.slice(0, -2).split('+'), '+'] : accelerator.split('+');
  const key = parts.pop()?.toLowerCase() ?? '';
  for (const part of parts) {
    const name = part.toLowerCase();
    const isEither = name === 'cmdorctrl' || name === 'commandorcontrol';
    const modifier = isEither ? (isMac ? 'meta' : 'ctrl') : modifierNames[name];
    if (modifier === undefined) return null;
    modifiers[modifier] = true;
  }
  if (key === '' || key in modifierNames) return null;
  return chord(modifiers, keyNames[key] ?? key);
}

/** What the chord of a pressed key may be called: by what it types, and by what the key is without Shift. */
export function chordsOfKey(event: {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}): string[] {
  const modifiers = { ctrl: event.ctrlKey, alt: event.altKey, shift: event.shiftKey, meta: event.metaKey };
  const key = event.key.toLowerCase();
  const plain = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1]?.toLowerCase();
  const found = [chord(modifiers, key)];
  if (plain !== undefined && plain !== key) found.push(chord(modifiers, plain));
  // "Ctrl+?" does not say that "?" needs Shift on this keyboard.
  if (event.shiftKey && key.length === 1 && !/[a-z0-9]/.test(key))
    found.push(chord({ ...modifiers, shift: false }, key));
  return found;
}

function chord(modifiers: Modifiers, key: string): string {
  const names = (['ctrl', 'alt', 'shift', 'meta'] as const).filter((name) => modifiers[name]);
  return [...names, key].join('+');
}
