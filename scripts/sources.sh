# Sourced by scripts/jimtcl and scripts/ports: the distribution's source packages, by apt-get source, as their authors
# wrote them: without the distribution's patches, too. The machine's apt configuration and lists are read, never changed.
# The caller has set $sources, where they go, and has say, fail and need.

# The machine's own sources as deb-src: old one-line files and deb822 stanzas. Only the distribution's, if they can be
# told from other vendors', who seldom have sources.
source_lines() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed -n 's/^[[:space:]]*deb\(-src\)\{0,1\}[[:space:]]/deb-src /p' | grep -v ' cdrom:' | sort -u || :
}
source_stanzas() {
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -e "$file" ] && { grep -v '^#' "$file"; echo; }
  done | awk 'BEGIN { RS = ""; ORS = "\n\n" } !/(^|\n)Enabled:[ \t]*(no|false|off|0)/ {
    sub(/(^|\n)Types:[^\n]*/, "\nTypes: deb-src"); sub(/^\n/, ""); print }'
}
only_debian() { awk -v RS="$1" -v ORS="${2:-$1}" '/[Dd]ebian/'; }

write_sources() { # DIRECTORY
  rm -rf "$1" && mkdir -p "$1"
  source_lines >"$sources/all.list"
  source_stanzas >"$sources/all.sources"
  only_debian '\n' <"$sources/all.list" >"$1/own.list"
  only_debian '' '\n\n' <"$sources/all.sources" >"$1/own.sources"
  if [ ! -s "$1/own.list" ] && [ ! -s "$1/own.sources" ]; then
    cp "$sources/all.list" "$1/own.list"
    cp "$sources/all.sources" "$1/own.sources"
  fi
  rm -f "$sources/all.list" "$sources/all.sources"
}

private_apt() {
  apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$sources/apt/sources" \
    -o Dir::State::lists="$sources/apt/lists" -o Dir::Cache="$sources/apt/cache" -o APT::Sandbox::User="$(id -un)" "$@"
}

begin_fetch() {
  need apt-get apt
  need dpkg-source dpkg-dev
  mkdir -p "$sources"
  write_sources "$sources/apt/sources"
  mkdir -p "$sources/apt/lists/partial" "$sources/apt/cache/archives/partial"
  private_apt update >"$sources/update.log" 2>&1 || : # one vendor's silence is no matter if the package is found
}
end_fetch() { rm -rf "$sources/apt"; }

fetch_package() { # NAME PACKAGE VERSION: to $sources/NAME, between begin_fetch and end_fetch; false if it is not there
  rm -rf "$sources/apt/package"
  mkdir -p "$sources/apt/package"
  (cd "$sources/apt/package" && private_apt source --download-only "$2" &&
    dpkg-source --skip-patches -x ./*.dsc) >"$sources/$1.log" 2>&1 </dev/null || return 1
  for directory in "$sources/apt/package"/*-"$3"*/; do
    [ -d "$directory" ] || { echo "this distribution's $2 is not $3" >>"$sources/$1.log" && return 1; }
    rm -rf "${sources:?}/$1"
    mv "$directory" "$sources/$1"
    return
  done
}
