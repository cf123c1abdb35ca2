/**
 * One account for memory that waits because somebody else has not acted: {@link
 * org.ngrokd.protocol.memory.MemoryBudget} is the account, a {@link
 * org.ngrokd.protocol.memory.Holding} what one connection holds, {@link
 * org.ngrokd.protocol.memory.Holder} the connection itself, {@link
 * org.ngrokd.protocol.memory.ShareKind} says how much one address, one tunnel and one client may
 * have of it.
 */
@NullMarked
package org.ngrokd.protocol.memory;

import org.jspecify.annotations.NullMarked;
