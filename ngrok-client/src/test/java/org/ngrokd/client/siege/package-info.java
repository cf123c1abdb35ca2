/**
 * The siege: attacks upon a real server and a real client, one after the other, while well-behaved
 * clients and visitors go on. Start at {@link org.ngrokd.client.siege.Siege}; {@code scripts/siege}
 * runs it. A new limit gets its attacker in {@link org.ngrokd.client.siege.Attacks}.
 */
@NullMarked
package org.ngrokd.client.siege;

import org.jspecify.annotations.NullMarked;
