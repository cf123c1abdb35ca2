/**
 * Watches the HTTP of tunnels without touching it: {@link org.ngrokd.client.inspect.Inspector} puts
 * a tap beside each visitor, and what it sees becomes an {@link org.ngrokd.client.inspect.Exchange}
 * in the {@link org.ngrokd.client.inspect.ExchangeStore}. An observer: without it tunnels work as
 * well.
 */
@NullMarked
package org.ngrokd.client.inspect;

import org.jspecify.annotations.NullMarked;
