/**
 * WebSockets of visitors for local services that speak bare TCP: {@link
 * org.ngrokd.client.websocket.WebSocketEnd}.
 */
@NullMarked
package org.ngrokd.client.websocket;

import org.jspecify.annotations.NullMarked;
