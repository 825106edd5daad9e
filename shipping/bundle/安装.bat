@echo off
chcp 936 >nul
cd /d "%~dp0"
set "PYTHONUTF8=1"
set "NEEDED=import hashlib, json, platform, subprocess, sys, venv"
for %%v in (@VERSIONS@) do (
  py -%%v -c "%NEEDED%" >nul 2>nul && (
    py -%%v install.py
    goto done
  )
)
for %%p in (python python3) do (
  %%p -c "%NEEDED%" >nul 2>nul && (
    %%p install.py
    goto done
  )
)
echo 这台电脑上没有能用的 Python（没有装，或启动不了），还不能安装。
echo 请先安装 Python（64 位，版本见说明），再双击本文件。说明已打开。
echo No Python that works was found: it is not there, or does not start.
echo Install it first; the page says how.
start "" "%~dp0README.html"
:done
pause
