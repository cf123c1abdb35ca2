/** The way to a CA: asks for certificates, answers its challenges, asks when to renew. Blocks. */
@NullMarked
package org.ngrokd.server.acme.ca;

import org.jspecify.annotations.NullMarked;
