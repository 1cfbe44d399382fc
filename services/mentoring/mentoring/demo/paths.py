"""How far each unit of the demonstration has come on the way from a mapping to normal use."""

from typing import NamedTuple


class Path(NamedTuple):
    """A unit's way: when it began, in days ago, and the state that each part of it ends in."""

    unit: str
    mentor: str
    began: int
    mapping: str = "completed"
    summary: str = ""
    """Empty when there is none; likewise below."""
    plan: str = ""
    adoption: str = ""
    """Of the service that the unit wanted most."""


PATHS = (
    Path("1.1", "mentor-1", 205, "completed", "acknowledged", "active", "live"),
    Path("1.2", "mentor-1", 200, "completed", "superseded", "completed", "retired"),
    Path("1.3", "mentor-1", 190, "completed", "acknowledged", "active", "piloting"),
    Path("1.4", "mentor-1", 180, "completed", "withdrawn", "cancelled", "cancelled"),
    Path("2.1", "mentor-2", 175, "completed", "acknowledged", "active", "preparing"),
    Path("2.2", "mentor-2", 185, "superseded", "acknowledged", "active", "paused"),
    Path("2.3", "mentor-2", 120, "completed", "acknowledged", "agreed", "approved"),
    Path("2.4", "mentor-2", 100, "completed", "acknowledged", "proposed", "proposed"),
    Path("3.1", "mentor-1", 95, "completed", "acknowledged", "draft"),
    Path("3.2", "mentor-1", 80, "completed", "shared"),
    Path("3.3", "mentor-1", 60, "completed", "in_review"),
    Path("3.4", "mentor-1", 70, "cancelled"),
    Path("4.1", "mentor-2", 55, "completed", "draft"),
    Path("4.2", "mentor-2", 30, "in_progress"),
    Path("4.3", "mentor-2", 21, "scheduled"),
    Path("5.1", "mentor-3", 90, "completed", "shared"),
    Path("5.2", "mentor-3", 14, "draft"),
    Path("6.1", "mentor-3", 150, "completed", "acknowledged", "agreed"),
)
SERVICES = {
    "1": ("remote", "care_path", "clinic", "teams"),
    "2": ("remote", "clinic", "chat", "planner"),
    "3": ("remote", "chat", "care_path", "teams"),
    "4": ("remote", "care_path", "app", "teams"),
    "5": ("family_path", "chat", "remote", "planner"),
    "6": ("chat", "remote", "app", "teams"),
}
"""What is suggested to units of a result area, what they want most first."""
UNFIT = {
    "1": ("family_path",),
    "2": ("family_path", "care_path"),
    "3": ("family_path",),
    "4": ("family_path", "clinic"),
    "5": ("care_path", "clinic"),
    "6": ("care_path", "clinic", "family_path"),
}
"""What does not fit the units of a result area at all."""
