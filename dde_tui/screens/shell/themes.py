"""The four themes: dark, light, high contrast, and plain for terminals without color."""

from collections.abc import Mapping

from textual.theme import Theme

DARK, LIGHT, CONTRAST, PLAIN = "dde-dark", "dde-light", "dde-high-contrast", "dde-plain"
TITLES = {
    DARK: "Dark",
    LIGHT: "Light",
    CONTRAST: "High contrast",
    PLAIN: "Plain (the terminal's own colors)",
}


def _theme(
    name: str,
    *,
    dark: bool,
    text: str,
    muted: str,
    back: str,
    field: str,
    primary: str,
    success: str,
    warning: str,
    error: str,
    cursor: str,
) -> Theme:
    """Return a theme in which every text color is explicit, none computed by blending.

    `cursor` is the background of the focused row; every text color is legible on it, too.
    """
    return Theme(
        name=name,
        dark=dark,
        primary=primary,
        secondary=primary,
        accent=primary,
        success=success,
        warning=warning,
        error=error,
        foreground=text,
        background=back,
        surface=back,
        panel=field,
        boost=field,
        variables={
            **{f"text-{each}": colour for each, colour in _texts(primary, success, warning, error).items()},
            "text": text,
            "text-muted": muted,
            "text-disabled": muted,
            "foreground-muted": muted,
            "border": primary,
            "border-blurred": muted,
            "field": field,
            "block-cursor-foreground": text,
            "block-cursor-background": cursor,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-foreground": text,
            "block-cursor-blurred-background": field,
            "block-cursor-blurred-text-style": "none",
            "block-hover-background": field,
            "input-cursor-background": text,
            "input-cursor-foreground": back,
            "input-selection-background": primary,
            "input-selection-foreground": back,
            "footer-background": field,
            "footer-foreground": text,
            "footer-key-foreground": primary,
            "footer-key-background": field,
            "footer-description-foreground": text,
            "footer-description-background": field,
            "footer-item-background": field,
            "scrollbar": muted,
            "scrollbar-hover": primary,
            "scrollbar-active": primary,
            "scrollbar-background": field,
            "scrollbar-background-hover": field,
            "scrollbar-background-active": field,
            "scrollbar-corner-color": field,
            "button-foreground": text,
            "button-color-foreground": text,
            "button-focus-text-style": "bold reverse",
        },
    )


def _texts(primary: str, success: str, warning: str, error: str) -> Mapping[str, str]:
    return {
        "primary": primary,
        "secondary": primary,
        "accent": primary,
        "success": success,
        "warning": warning,
        "error": error,
    }


_ANSI = "ansi_default"

THEMES = (
    _theme(
        DARK,
        dark=True,
        text="#e6e6e6",
        muted="#a8b0b8",
        back="#14181c",
        field="#262d34",
        primary="#7cc4ff",
        success="#7fd88f",
        warning="#f2c55c",
        error="#ff9a94",
        cursor="#1c3f66",
    ),
    _theme(
        LIGHT,
        dark=False,
        text="#1a1d21",
        muted="#4d555e",
        back="#ffffff",
        field="#e9edf1",
        primary="#00508f",
        success="#1b5e2a",
        warning="#7a4a00",
        error="#a3161c",
        cursor="#b9d7f2",
    ),
    _theme(
        CONTRAST,
        dark=True,
        text="#ffffff",
        muted="#ffffff",
        back="#000000",
        field="#000000",
        primary="#ffff00",
        success="#66ff66",
        warning="#ffd24d",
        error="#ffb3b3",
        cursor="#004a94",
    ),
    Theme(
        name=PLAIN,
        dark=True,
        ansi=True,
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_cyan",
        success="ansi_green",
        warning="ansi_yellow",
        error="ansi_red",
        foreground=_ANSI,
        background=_ANSI,
        surface=_ANSI,
        panel=_ANSI,
        boost=_ANSI,
        variables={
            **dict.fromkeys(
                (
                    *("text", "text-muted", "text-disabled", "text-primary", "text-secondary", "text-accent"),
                    *("text-success", "text-warning", "text-error", "foreground-muted", "field"),
                    *("border", "border-blurred", "footer-key-foreground", "footer-description-foreground"),
                    *("block-cursor-foreground", "block-cursor-background"),
                    *("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
                    *("block-hover-background", "scrollbar", "scrollbar-hover", "scrollbar-active"),
                    *("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active"),
                    *(
                        "input-cursor-background",
                        "input-cursor-foreground",
                        "ansi-background",
                        "ansi-foreground",
                    ),
                    *("input-selection-background", "input-selection-foreground"),
                ),
                _ANSI,
            ),
            "block-cursor-text-style": "bold underline",
            "block-cursor-blurred-text-style": "underline",
            "input-cursor-text-style": "reverse",
            "button-focus-text-style": "bold reverse",
        },
    ),
)
"""In the plain theme every color is the terminal's own, and the focus is shown in reverse video."""
