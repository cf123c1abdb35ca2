/**
 * {@code ngrok import}: frp's client config becomes ours. {@link
 * org.ngrokd.client.moving.FrpcImport} is where to start.
 */
@NullMarked
package org.ngrokd.client.moving;

import org.jspecify.annotations.NullMarked;
