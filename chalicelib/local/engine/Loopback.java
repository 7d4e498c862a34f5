import java.lang.reflect.Field;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local on 127.0.0.1 only. Its own main class listens on every interface and has no option for another.
 *
 * Loopback.class beside this file is made from it (see docs/decisions/0069): the Java that runs the engine need not
 * bring a compiler.
 */
public final class Loopback {
    private Loopback() {}

    /** Takes the options of DynamoDB Local. */
    public static void main(String[] options) throws Exception {
        DynamoDBProxyServer engine = ServerRunner.createServerFromCommandLineArgs(options);
        for (Connector connector : server(engine).getConnectors()) {
            ServerConnector tcp = (ServerConnector) connector;
            tcp.setHost("127.0.0.1");
            tcp.setReusePort(true); // the port is reserved by a socket of the process that started this one
        }
        engine.start();
    }

    private static Server server(DynamoDBProxyServer engine) throws ReflectiveOperationException {
        Field server = DynamoDBProxyServer.class.getDeclaredField("server");
        server.setAccessible(true);
        return (Server) server.get(engine);
    }
}
