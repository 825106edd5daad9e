#!/bin/sh
# 在终端里运行：sh install.sh    Run in a terminal: sh install.sh
cd "$(dirname "$0")" || exit 1
# A command may be there and not start: what a version manager left, a link to a Python that is gone,
# one without the modules that an installation needs. Then the next is tried.
needed="import hashlib, json, platform, subprocess, sys, venv"
broken=""
set --
for version in @VERSIONS@; do set -- "$@" "python$version"; done
for name in "$@" python3; do
  command -v "$name" >/dev/null 2>&1 || continue
  is_asked="$needed; sys.exit('$name' not in ('python3', 'python%d.%d' % sys.version_info[:2]))"
  if "$name" -c "$is_asked" </dev/null >/dev/null 2>&1; then
    exec "$name" install.py
  fi
  broken="$broken $name"
done
if [ -n "$broken" ]; then
  echo "这台电脑上的 Python 不能用来安装（启动不了，或不完整）：${broken# }。"
  echo "请重装 Python（@VERSIONS@ 之一）再运行一次。怎样办见 README.html。"
  echo "The Python of this computer does not start, or is not whole:$broken."
  echo "Install it anew (one of @VERSIONS@) and run this again; README.html says what to do."
  exit 1
fi
echo "这台电脑上没有找到 Python（需要 @VERSIONS@ 之一），还不能安装。怎样办见 README.html。"
echo "Python was not found (one of @VERSIONS@ is needed); README.html says what to do."
exit 1
