/**
 * The one import of `electron` in the main process, narrowed to the surface: what is not listed there does not compile.
 * Everything else in electron/ imports from here (or, better, gets a small interface passed in).
 */
import * as electron from 'electron';
import type * as S from './surface.ts';

export const app: S.AppSurface = electron.app;
export const BrowserWindow: S.WindowClassSurface = electron.BrowserWindow;
export const ipcMain: S.IpcMainSurface = electron.ipcMain;
export const protocol: S.ProtocolSurface = electron.protocol;
export const net: S.NetSurface = electron.net;
/** Its members are getters that throw before `ready`: read `session.defaultSession` only after `app.whenReady()`. */
export const session: S.SessionModuleSurface = electron.session;
export const Menu: S.MenuClassSurface = electron.Menu;
export const Tray: typeof S.TraySurface = electron.Tray;
export const nativeImage: S.NativeImageSurface = electron.nativeImage;
export const Notification: S.NotificationClassSurface = electron.Notification;
export const shell: S.ShellSurface = electron.shell;
export const safeStorage: S.SafeStorageSurface = electron.safeStorage;
export const nativeTheme: S.NativeThemeSurface = electron.nativeTheme;
export const powerMonitor: S.PowerMonitorSurface = electron.powerMonitor;
export const dialog: S.DialogSurface = electron.dialog;
export const screen: S.ScreenSurface = electron.screen;
export const crashReporter: S.CrashReporterSurface = electron.crashReporter;

export type App = S.AppSurface;
export type BrowserWindow = S.WindowSurface;
export type WebContents = S.ContentsSurface;
export type InvokeEvent = S.InvokeEventSurface;
export type Session = S.SessionSurface;
export type Menu = S.MenuSurface;
export type Tray = S.TraySurface;
export type NativeImage = S.ImageSurface;
