/** Event objects as Electron hands them to listeners. */
export interface PreviewEvent {
  defaultPrevented: boolean;
  preventDefault(): void;
}

/** An event that a listener may cancel, carrying `props`. */
export function cancelable<T extends object>(props: T): T & PreviewEvent {
  const event = {
    ...props,
    defaultPrevented: false,
    preventDefault: (): void => {
      event.defaultPrevented = true;
    },
  };
  return event;
}
