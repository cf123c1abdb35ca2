/** Whether the server's certificate is accepted: {@link org.ngrokd.client.trust.ServerTrust}. */
@NullMarked
package org.ngrokd.client.trust;

import org.jspecify.annotations.NullMarked;
