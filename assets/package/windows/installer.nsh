; What Parley adds to the packager's installer and uninstaller.

; The start at log-on that the user asked for goes with the program, but not when an update replaces it. The value's
; name is the application's model ID, or what Electron derives from the name where none was set.
!macro removeStartAtLogOn NAME
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${NAME}"
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "${NAME}"
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    !insertmacro removeStartAtLogOn "${APP_ID}"
    !insertmacro removeStartAtLogOn "electron.app.${PRODUCT_NAME}"

    ; Parley claims its links for the user whenever it starts; another installation that stays does so again.
    DeleteRegKey HKCU "Software\Classes\parley"

    ; The user's data (options, consent, what was recorded) is kept unless somebody who sees the question says
    ; otherwise, or a silent removal asks for it: uninstall.exe /S --delete-app-data
    SetShellVarContext current
    StrCpy $R2 "keep"
    ClearErrors
    ${GetParameters} $R0
    ${GetOptions} $R0 "--delete-app-data" $R1
    ${ifNot} ${Errors}
      StrCpy $R2 "delete"
    ${elseIfNot} ${Silent}
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Also delete what Parley keeps for you on this computer (options, choices, records that were not sent)?" IDNO keepUserData
      StrCpy $R2 "delete"
      keepUserData:
    ${endIf}
    ${if} $R2 == "delete"
      RMDir /r "$LOCALAPPDATA\${PRODUCT_NAME}"
    ${endIf}
    ${if} $installMode == "all"
      SetShellVarContext all
    ${endIf}
  ${endIf}
!macroend
