/**
 * What the client is told to do: {@link org.ngrokd.client.config.ClientConfig}, read from ngrok.cfg
 * by {@link org.ngrokd.client.config.ConfigFile}.
 */
@NullMarked
package org.ngrokd.client.config;

import org.jspecify.annotations.NullMarked;
