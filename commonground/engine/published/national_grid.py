"""British National Grid eastings and northings as latitude and longitude.

The formulae of Ordnance Survey, A guide to coordinate systems in Great Britain, annex C (from the grid to the Airy
ellipsoid) and the seven-parameter Helmert transformation of its section 6 (from there to WGS84), which is right to
about five metres: far better than a drive needs.
"""

from __future__ import annotations

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

_AIRY_A, _AIRY_B = 6_377_563.396, 6_356_256.909
_WGS_A, _WGS_B = 6_378_137.000, 6_356_752.3141
_SCALE = 0.999_601_271_7
_LATITUDE_0, _LONGITUDE_0 = radians(49), radians(-2)
_EAST_0, _NORTH_0 = 400_000.0, -100_000.0
_SHIFT = (446.448, -125.157, 542.060)
_ROTATION = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
_STRETCH = -20.4894e-6
_NEAR_ENOUGH = 1e-5  # metres of northing, and far less in radians


def latitude_longitude(eastings: float, northings: float) -> tuple[float, float]:
    """WGS84 latitude and longitude, in degrees, of a point of the National Grid in metres."""
    latitude, longitude = _from_grid(eastings, northings)
    return _to_wgs84(latitude, longitude)


def _from_grid(eastings: float, northings: float) -> tuple[float, float]:
    """Latitude and longitude on the Airy ellipsoid, in radians (annex C.2)."""
    squared = 1 - (_AIRY_B / _AIRY_A) ** 2
    latitude = _LATITUDE_0
    while True:
        left = northings - _NORTH_0 - _meridian(latitude)
        latitude += left / (_AIRY_A * _SCALE)
        if abs(left) < _NEAR_ENOUGH:
            break
    root = 1 - squared * sin(latitude) ** 2
    nu = _AIRY_A * _SCALE / sqrt(root)
    rho = _AIRY_A * _SCALE * (1 - squared) / root**1.5
    eta = nu / rho - 1
    t, secant, east = tan(latitude), 1 / cos(latitude), eastings - _EAST_0
    vii = t / (2 * rho * nu)
    viii = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta - 9 * t**2 * eta)
    ix = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    x = secant / nu
    xi = secant / (6 * nu**3) * (nu / rho + 2 * t**2)
    xii = secant / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    xiia = secant / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    return (
        latitude - vii * east**2 + viii * east**4 - ix * east**6,
        _LONGITUDE_0 + x * east - xi * east**3 + xii * east**5 - xiia * east**7,
    )


def _meridian(latitude: float) -> float:
    """The length of the meridian from the true origin to a latitude, in metres (annex C.1)."""
    n = (_AIRY_A - _AIRY_B) / (_AIRY_A + _AIRY_B)
    less, more = latitude - _LATITUDE_0, latitude + _LATITUDE_0
    return (
        _AIRY_B
        * _SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _to_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    """From the Airy ellipsoid to WGS84, in degrees, by cartesian coordinates."""
    squared = 1 - (_AIRY_B / _AIRY_A) ** 2
    nu = _AIRY_A / sqrt(1 - squared * sin(latitude) ** 2)
    x = nu * cos(latitude) * cos(longitude)
    y = nu * cos(latitude) * sin(longitude)
    z = (1 - squared) * nu * sin(latitude)
    rx, ry, rz = _ROTATION
    scale = 1 + _STRETCH
    x, y, z = (
        _SHIFT[0] + scale * x - rz * y + ry * z,
        _SHIFT[1] + rz * x + scale * y - rx * z,
        _SHIFT[2] - ry * x + rx * y + scale * z,
    )
    squared = 1 - (_WGS_B / _WGS_A) ** 2
    from_axis = hypot(x, y)
    found = atan2(z, from_axis * (1 - squared))
    for _ in range(10):  # converges to a millimetre in three
        nu = _WGS_A / sqrt(1 - squared * sin(found) ** 2)
        found = atan2(z + squared * nu * sin(found), from_axis)
    return degrees(found), degrees(atan2(y, x))
