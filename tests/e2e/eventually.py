"""Waiting on a page for what only statistics tell."""


def eventually(predicate: str, limit_ms: int) -> str:
    """JavaScript: an async function of one argument, true as soon as `predicate` of it is, false after `limit_ms`.

    Playwright's wait_for_function would take the predicate's promise itself for true.
    """
    return f"""async (argument) => {{
        const deadline = performance.now() + {limit_ms};
        while (!(await ({predicate})(argument))) {{
            if (performance.now() > deadline) return false;
            await new Promise((resume) => setTimeout(resume, 250));
        }}
        return true;
    }}"""
