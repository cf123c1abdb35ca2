/**
 * etcd as what several servers agree by, over its JSON gateway: {@link
 * org.ngrokd.server.cluster.etcd.EtcdEngine}.
 */
@NullMarked
package org.ngrokd.server.cluster.etcd;

import org.jspecify.annotations.NullMarked;
