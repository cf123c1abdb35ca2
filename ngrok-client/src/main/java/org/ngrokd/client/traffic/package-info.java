/**
 * How many came to each tunnel, how long they stayed and what passed: {@link
 * org.ngrokd.client.traffic.Traffic}. An observer: nothing here decides anything.
 */
@NullMarked
package org.ngrokd.client.traffic;

import org.jspecify.annotations.NullMarked;
