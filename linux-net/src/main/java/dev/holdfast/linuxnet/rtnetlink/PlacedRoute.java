package dev.holdfast.linuxnet.rtnetlink;

/** A route, and where it goes among those of the same destination. */
public record PlacedRoute(Route route, RoutePlacement placement) {}
