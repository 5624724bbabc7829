#!/bin/sh
# Runs after the files of the deb or the rpm are gone. Only a removal undoes what after-install did: dpkg says "upgrade"
# and the like, rpm the number of packages that are left.
# What belongs to users is never touched: a package cannot know whether they want to keep it.
set -e
case "$1" in
  remove | purge | 0) ;;
  *) exit 0 ;;
esac
root="$DPKG_ROOT"
app='/opt/${sanitizedProductName}'

for place in /usr/bin/parley /usr/share/man/man1/parley.1 /usr/share/bash-completion/completions/parley \
  /usr/share/fish/vendor_completions.d/parley.fish /usr/share/zsh/vendor-completions/_parley \
  /usr/share/zsh/site-functions/_parley; do
  case "$(readlink "$root$place")" in
    "$app"/*) rm "$root$place" ;;
  esac
done

if [ -z "$root" ] && command -v update-desktop-database > /dev/null; then
  update-desktop-database -q /usr/share/applications || true
fi

if [ "$1" != purge ]; then
  echo "parley-desktop: what Parley kept for its users stays in ~/.local/state/Parley of each of them."
  echo "parley-desktop: 'parley data purge', run by the user before a removal, deletes it; so does deleting that folder."
fi
