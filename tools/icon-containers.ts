/** Windows' and macOS's icon files: both are small tables in front of PNG images. */

export interface IconImage {
  /** Width and height in pixels. */
  readonly size: number;
  readonly png: Buffer;
}

const ICO_HEADER_BYTES = 6;
const ICO_ENTRY_BYTES = 16;
const BITS_PER_PIXEL = 32;

/** An .ico file of PNG images, each at most 256 pixels wide. */
export function writeIco(images: readonly IconImage[]): Buffer {
  const table = Buffer.alloc(ICO_HEADER_BYTES + ICO_ENTRY_BYTES * images.length);
  table.writeUInt16LE(1, 2); // an icon, not a cursor
  table.writeUInt16LE(images.length, 4);
  let offset = table.length;
  images.forEach(({ size, png }, index) => {
    if (size > 256) throw new RangeError(`An .ico image is at most 256 pixels wide, not ${size}.`);
    const entry = ICO_HEADER_BYTES + ICO_ENTRY_BYTES * index;
    table.writeUInt8(size % 256, entry); // 256 is written as 0
    table.writeUInt8(size % 256, entry + 1);
    table.writeUInt16LE(1, entry + 4); // colour planes
    table.writeUInt16LE(BITS_PER_PIXEL, entry + 6);
    table.writeUInt32LE(png.length, entry + 8);
    table.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([table, ...images.map(({ png }) => png)]);
}

/** The type codes of PNG images in an .icns file, and how many pixels wide each is. */
const ICNS_TYPES: readonly (readonly [type: string, size: number])[] = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
];

/** An .icns file with the given images in every role that their sizes allow. */
export function writeIcns(images: readonly IconImage[]): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(head.length + body.length, 4);
    return Buffer.concat([head, body]);
  };
  const entries = ICNS_TYPES.flatMap(([type, size]) => {
    const image = images.find((candidate) => candidate.size === size);
    return image ? [chunk(type, image.png)] : [];
  });
  return chunk('icns', Buffer.concat(entries));
}
