@echo off
rem `parley`: the command of an installed Parley. Alone it opens the window; anything else goes to the command line,
rem which is the same program. cmd.exe waits for a windowed program, and learns its exit code, with start /wait only.
if "%~1"=="" (
  start "" "%~dp0..\Parley.exe"
  exit /b 0
)
start "" /b /wait "%~dp0..\Parley.exe" --cli %*
exit /b %ERRORLEVEL%
