/**
 * Which requests of an http tunnel get through to the local service: {@link
 * org.ngrokd.client.gate.Gate} asks {@link org.ngrokd.client.gate.UserAgentRules} who may, and
 * {@link org.ngrokd.client.gate.Breaker} whether the service is left alone for now.
 */
@NullMarked
package org.ngrokd.client.gate;

import org.jspecify.annotations.NullMarked;
