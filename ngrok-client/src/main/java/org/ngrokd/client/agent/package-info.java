/** The running client as its screens see it: {@link org.ngrokd.client.agent.Agent}. */
@NullMarked
package org.ngrokd.client.agent;

import org.jspecify.annotations.NullMarked;
