/**
 * The soak: a real server and fifty clients under a mix of load and disturbances, for minutes or
 * hours. Start at {@link org.ngrokd.client.soak.Soak}; {@code scripts/soak} runs it.
 */
@NullMarked
package org.ngrokd.client.soak;

import org.jspecify.annotations.NullMarked;
