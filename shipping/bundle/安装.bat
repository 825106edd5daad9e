@echo off
chcp 936 >nul
cd /d "%~dp0"
set "PYTHONUTF8=1"
for %%v in (@VERSIONS@) do (
  py -%%v -c "" >nul 2>nul && (
    py -%%v install.py
    goto done
  )
)
python -c "" >nul 2>nul && (
  python install.py
  goto done
)
echo 这台电脑上没有找到 Python，还不能安装。
echo 请先安装 Python（64 位，版本见说明），再双击本文件。说明已打开。
echo Python was not found. Install it first; the page says how.
start "" "%~dp0README.html"
:done
pause
