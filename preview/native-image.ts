/** `electron.nativeImage`: whether there is an image and how big it is. PNG only; no pixels are touched. */
import fs from 'node:fs';

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');

export class PreviewImage {
  readonly #png: Buffer;
  #isTemplate: boolean;

  private constructor(png: Buffer, isTemplate: boolean) {
    this.#png = png;
    this.#isTemplate = isTemplate;
  }

  static createEmpty(): PreviewImage {
    return new PreviewImage(Buffer.alloc(0), false);
  }

  /** Empty when the file is missing or no PNG; Electron does not throw here either. */
  static createFromPath(path: string): PreviewImage {
    try {
      const bytes = fs.readFileSync(path);
      const isPng = bytes.subarray(0, pngSignature.length).equals(pngSignature) && bytes.length >= 24;
      return new PreviewImage(isPng ? bytes : Buffer.alloc(0), /Template(@\dx)?\.png$/.test(path));
    } catch {
      return PreviewImage.createEmpty();
    }
  }

  isEmpty(): boolean {
    return this.#png.length === 0;
  }

  /** Of the file's first representation, in pixels. */
  getSize(): Electron.Size {
    if (this.isEmpty()) return { width: 0, height: 0 };
    return { width: this.#png.readUInt32BE(16), height: this.#png.readUInt32BE(20) };
  }

  isTemplateImage(): boolean {
    return this.#isTemplate;
  }

  setTemplateImage(isTemplate: boolean): void {
    this.#isTemplate = isTemplate;
  }

  toDataURL(): string {
    return `data:image/png;base64,${this.#png.toString('base64')}`;
  }
}
