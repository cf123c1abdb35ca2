/**
 * One account for memory that waits because somebody else has not acted: {@link
 * org.ngrokd.streams.memory.MemoryBudget} is the account, a {@link
 * org.ngrokd.streams.memory.Holding} what one connection holds, {@link
 * org.ngrokd.streams.memory.Holder} the connection itself, {@link
 * org.ngrokd.streams.memory.ShareKind} says how much one address, one tunnel and one client may
 * have of it.
 */
@NullMarked
package org.ngrokd.streams.memory;

import org.jspecify.annotations.NullMarked;
