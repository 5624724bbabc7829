/**
 * `node tools/icons.ts`: renders assets/icons/*.svg into every image that the systems want. Run after changing a
 * drawing; the images are committed, so that building needs no browser.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { findBrowser } from './browser.ts';
import { writeIcns, writeIco, type IconImage } from './icon-containers.ts';
import { isProgram, projectRoot } from './project.ts';

const APP_SIZES = [16, 32, 48, 64, 128, 256, 512, 1024];
const LARGEST_ICO_SIZE = 256;

/** Where the tray shows the sign: its colour there, and the file name without the extension. */
const TRAY_ICONS = [
  { name: 'on-light', color: '#1f2430' },
  { name: 'on-dark', color: '#ffffff' },
  // macOS colours images of this name itself; it wants black.
  { name: 'iconTemplate', color: '#000000' },
];

async function render(page: Page, svg: string, size: number, color = 'inherit'): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  const style = `html,body{margin:0;color:${color}}svg{display:block;width:${size}px;height:${size}px}`;
  await page.setContent(`<style>${style}</style>${svg}`);
  return page.screenshot({ omitBackground: true });
}

async function renderAll(page: Page, folder: string): Promise<void> {
  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
  const write = (name: string, content: Buffer): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  const images: IconImage[] = [];
  for (const size of APP_SIZES) images.push({ size, png: await render(page, read('icon.svg'), size) });
  for (const { size, png } of images) write(`app/${size}x${size}.png`, png);
  write('icon.ico', writeIco(images.filter(({ size }) => size <= LARGEST_ICO_SIZE)));
  write('icon.icns', writeIcns(images));
  for (const { name, color } of TRAY_ICONS) {
    write(`tray/${name}.png`, await render(page, read('tray.svg'), 16, color));
    write(`tray/${name}@2x.png`, await render(page, read('tray.svg'), 32, color));
  }
}

if (isProgram(import.meta.filename)) {
  const found = await findBrowser({ log: console.log });
  if (!found.ok) throw new Error(found.reason);
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({ executablePath: found.executable, chromiumSandbox: !isRoot });
  try {
    await renderAll(await browser.newPage(), path.join(projectRoot, 'assets', 'icons'));
  } finally {
    await browser.close();
  }
}
