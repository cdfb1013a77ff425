/**
 * What instances and the static blocks put into the kernel besides adverts and the addresses that the protocol moves: routes, rules,
 * interfaces, firewall rules, settings of interfaces. The translations from the configuration's records are pure.
 */
@NullMarked
package dev.holdfast.controller.network;

import org.jspecify.annotations.NullMarked;
