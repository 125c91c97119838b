#!/bin/sh
# Chromium with third-party cookies allowed. Debian's blocks them unless its preferences say otherwise, and there is no
# switch for it: so the profile that Playwright is about to use gets them first.
set -eu
for argument in "$@"; do
  case "$argument" in
    --user-data-dir=*)
      profile="${argument#--user-data-dir=}/Default"
      mkdir -p "$profile"
      [ -e "$profile/Preferences" ] ||
        printf '%s' '{"profile":{"cookie_controls_mode":0,"block_third_party_cookies":false}}' >"$profile/Preferences"
      ;;
  esac
done
exec "${CHROMIUM:-/usr/bin/chromium}" "$@"
