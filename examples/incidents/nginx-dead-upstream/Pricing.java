import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * Quotes prices over HTTP. Each customer's price table is kept in a map "for a moment" and never removed: the
 * ordinary leak of this incident.
 */
public final class Pricing {
    private static final int TABLE_SIZE = 32 * 1024; // doubles, so 256 KB a customer
    private static final Map<String, double[]> TABLES = new ConcurrentHashMap<>();

    private Pricing() {}

    public static void main(String[] arguments) throws IOException {
        String host = arguments[0];
        int port = Integer.parseInt(arguments[1]);
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 64);
        server.createContext("/quote/", Pricing::quote);
        server.createContext("/health", exchange -> answer(exchange, 200, "ok\n"));
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.start();
        log("INFO", "pricing 3.7.2 listening on " + host + ":" + port
            + ", max heap " + Runtime.getRuntime().maxMemory() / (1024 * 1024) + " MB");
        readRates();
    }

    /** Nothing has listened at this address for years; the service works without. */
    private static void readRates() {
        try (Socket socket = new Socket("rates.internal", 9000)) {
            log("INFO", "exchange rates read from " + socket.getRemoteSocketAddress());
        } catch (IOException error) {
            log("WARN", "rates.internal:9000 not reachable (" + error.getMessage() + "), using the built-in rates");
        }
    }

    private static void quote(HttpExchange exchange) throws IOException {
        long started = System.nanoTime();
        String customer = exchange.getRequestURI().getPath().substring("/quote/".length());
        double[] table = TABLES.computeIfAbsent(customer, Pricing::priceTable);
        double price = table[Math.floorMod(customer.hashCode(), TABLE_SIZE)];
        answer(exchange, 200, String.format("{\"customer\": \"%s\", \"price\": %.2f}%n", customer, price));
        log("INFO", String.format("quote customer=%s price=%.2f in %d ms, %d tables cached",
            customer, price, (System.nanoTime() - started) / 1_000_000, TABLES.size()));
    }

    private static double[] priceTable(String customer) {
        double[] table = new double[TABLE_SIZE];
        for (int row = 0; row < TABLE_SIZE; row++) {
            table[row] = 10 + Math.floorMod(customer.hashCode() * 31L + row, 9000) / 100.0;
        }
        return table;
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void log(String level, String text) {
        System.out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + level + " "
            + Thread.currentThread().getName() + " " + text);
    }
}
