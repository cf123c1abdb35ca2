/**
 * The local services behind the tunnels: {@link org.ngrokd.client.service.LocalServices} finds one,
 * {@link org.ngrokd.client.service.LocalService} joins a visitor with it, {@link
 * org.ngrokd.client.service.PrivateConnection} is the way to it.
 */
@NullMarked
package org.ngrokd.client.service;

import org.jspecify.annotations.NullMarked;
