# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What becomes of a picture somebody gives: decoded, turned upright, made small enough, and written anew. Pure.

Writing it anew from its points alone is what takes out EXIF, GPS positions, thumbnails, comments and whatever else hides in
a file; and a file that is not what its name says does not survive decoding.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from samdrift.kernel.errors import BadInput

MOST_BYTES = 15_000_000
MOST_POINTS = 60_000_000
"""Width times height: a small file can unpack to a picture that fills the memory."""
LONGEST_SIDE = 2000
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to keep. `sha256` of `body`, hexadecimal."""

    body: bytes
    media_type: str
    width: int
    height: int
    sha256: str


def read_picture(body: bytes, *, file: str) -> Picture:
    """The picture in this file; BadInput in words where it is none, of another kind, or too large."""
    if len(body) > MOST_BYTES:
        raise BadInput(_("It is larger than 15 MB."), where=file, remedy=_("Make it smaller."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(body), formats=FORMATS)
            if found.width * found.height > MOST_POINTS:
                raise BadInput(_("It has too many points."), where=file, remedy=_("Make it smaller."))
            found.load()
            upright = ImageOps.exif_transpose(found)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadInput(_("It has too many points."), where=file, remedy=_("Make it smaller.")) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, EOFError, IndexError) as error:
        raise BadInput(
            _("It is no picture that can be read."), where=file, remedy=_("Choose a JPEG, PNG or WebP file.")
        ) from error
    return _written_anew(upright)


def _written_anew(image: Image.Image) -> Picture:
    clear = image.mode in {"RGBA", "LA", "PA"} or (image.mode == "P" and "transparency" in image.info)
    points = image.convert("RGBA" if clear else "RGB")
    points.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.frombytes(points.mode, points.size, points.tobytes())  # knows nothing of the file it came from
    out = io.BytesIO()
    if clear:
        bare.save(out, "PNG", optimize=True)
    else:
        bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    body = out.getvalue()
    media_type = "image/png" if clear else "image/jpeg"
    return Picture(body, media_type, bare.width, bare.height, hashlib.sha256(body).hexdigest())
