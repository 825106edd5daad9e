#!/bin/sh
# 在终端里运行：sh install.sh    Run in a terminal: sh install.sh
cd "$(dirname "$0")" || exit 1
for version in @VERSIONS@; do
  if command -v "python$version" >/dev/null 2>&1; then
    exec "python$version" install.py
  fi
done
if command -v python3 >/dev/null 2>&1; then
  exec python3 install.py
fi
echo "这台电脑上没有找到 Python（需要 @VERSIONS@ 之一），还不能安装。怎样办见 README.html。"
echo "Python was not found (one of @VERSIONS@ is needed); README.html says what to do."
exit 1
