"""One file a format: `xlsx`, `docx`, `html`, `notice`."""
